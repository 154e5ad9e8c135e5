import { Module } from '@nestjs/common';
import { ProjectsQueries } from './projects.queries.js';

@Module({ providers: [ProjectsQueries], exports: [ProjectsQueries] })
export class ProjectsModule {}
