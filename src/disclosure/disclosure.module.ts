import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { BooksQueries } from './books.queries.js';

@Module({
  imports: [LedgerModule],
  providers: [BooksQueries],
  exports: [BooksQueries],
})
export class DisclosureModule {}
