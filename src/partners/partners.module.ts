import { Module } from '@nestjs/common';
import { ChannelsQueries } from './channels.queries.js';
import { Channels } from './channels.service.js';

@Module({ providers: [Channels, ChannelsQueries], exports: [Channels, ChannelsQueries] })
export class PartnersModule {}
