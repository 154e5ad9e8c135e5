import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CertificateChecks, CHARITY_REGISTER } from '../../disclosure/certificate-checks.service.js';
import { ApiCallers } from './api-callers.service.js';
import type { CertificateAnswer } from './certificate-answers.js';
import { localized } from './localized.js';
import { apiWord } from './partner-api.errors.js';

/** Puts a check of a society's right to appeal into the words of the API. */
@Injectable()
export class CertificateAnswering {
  constructor(
    private readonly checks: CertificateChecks,
    private readonly callers: ApiCallers,
  ) {}

  /** Checks, keeps that it was asked, and answers. @throws Refusal project_not_found. */
  async of(slug: string, request: FastifyRequest): Promise<CertificateAnswer> {
    const keyId = this.callers.keyOf(request)?.keyId ?? null;
    const found = await this.checks.check(slug, { keyId, address: request.ip });
    const { project, organization, obstacles, on } = found;
    return {
      project: project.slug,
      name: localized(project.nameZh, project.nameEn),
      valid: obstacles.length === 0,
      on,
      reasons: obstacles.map((code) => ({
        code,
        text: localized(apiWord('zh-CN', `certificate.${code}`), apiWord('en', `certificate.${code}`)),
      })),
      organization: {
        slug: organization.slug,
        name: localized(organization.nameZh, organization.nameEn),
        credit_code: organization.creditCode,
        address: localized(organization.addressZh, organization.addressEn),
        phone: organization.phone,
        complaint_phone: organization.complaintPhone,
      },
      certificate: {
        number: organization.certificateNo,
        valid_from: organization.certificateValidFrom,
        valid_until: organization.certificateValidUntil,
      },
      filing: {
        number: project.filingNo,
        register: CHARITY_REGISTER,
        starts_on: project.startsOn,
        ends_on: project.endsOn,
        emergency: project.emergency,
      },
    };
  }
}
