import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { PartnerLoginOrigin } from '../../../partners/partner-logins.service.js';
import { Config } from '../../../platform/config/config.js';
import { localeOf } from '../../../platform/i18n/locale.js';
import type { Doorstep } from '../frame.js';

/** Says of a request in front of the door what its page and its login need. */
@Injectable()
export class Doorsteps {
  constructor(private readonly config: Config) {}

  of(request: FastifyRequest): Doorstep {
    return { locale: localeOf(request), url: request.url, demo: this.config.DEMO };
  }

  /** Where a login comes from. */
  origin(request: FastifyRequest): PartnerLoginOrigin {
    return { address: request.ip, userAgent: request.headers['user-agent'] ?? '' };
  }
}
