import { Module } from '@nestjs/common';
import { DonorDetails } from './donor-details.service.js';

/** The donations room. */
@Module({ providers: [DonorDetails], exports: [DonorDetails] })
export class DonationsModule {}
