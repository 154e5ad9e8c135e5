import { Module } from '@nestjs/common';
import { CasesQueries } from './cases.queries.js';
import { Cases } from './cases.service.js';

@Module({ providers: [Cases, CasesQueries], exports: [Cases, CasesQueries] })
export class CasesModule {}
