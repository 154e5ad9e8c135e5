import { Injectable } from '@nestjs/common';
import { ProviderAccountChanges } from './provider-account-changes.service.js';
import { ProviderSecrets, type SecretsActor } from './provider-secrets.service.js';

/** What is approved as 'provider_secret': keys with their accounts, and accounts without any. */
@Injectable()
export class ProviderApprovals {
  constructor(
    private readonly changes: ProviderAccountChanges,
    private readonly secrets: ProviderSecrets,
  ) {}

  /** @throws Refusal as the room's own use case. */
  async approve(actor: SecretsActor, approvalId: string, shownSha256: string): Promise<'waiting' | 'done'> {
    const own = await this.changes.asked(actor.organizationId, approvalId);
    return (own ? this.changes : this.secrets).approve(actor, approvalId, shownSha256);
  }
}
