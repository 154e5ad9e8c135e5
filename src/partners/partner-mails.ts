import type { Secrets } from '../platform/secrets/secrets.js';

/** How an address is compared: nobody has two mailboxes that differ in case alone. */
export function comparableMail(mail: string): string {
  return mail.trim().normalize('NFKC').toLowerCase();
}

/** What finds a person's row by address without any address being stored in clear. */
export function mailMac(secrets: Secrets, mail: string): Buffer {
  return secrets.mac('blind-index', `partner-mail:${comparableMail(mail)}`);
}

/** The address as it is stored, bound to its row. */
export function sealedMail(secrets: Secrets, mail: string, personId: string): Buffer {
  return secrets.encrypt('field', mail.trim(), `partner-person:${personId}`);
}

/** The address of a person's row. */
export function openedMail(secrets: Secrets, person: { id: string; mailEncrypted: Buffer }): string {
  return secrets.decrypt('field', person.mailEncrypted, `partner-person:${person.id}`);
}
