export type Fate = 'unanswered' | 'lost';
/** Whether these bytes begin a command that makes something durable. */
export function commits(bytes: Buffer): boolean;
/** A TCP proxy between the application and MariaDB that cuts connections at COMMIT. */
export class CommitProxy {
  constructor(target: number);
  readonly cut: Readonly<Record<Fate, number>>;
  listen(port?: number): Promise<number>;
  arm(...fates: Fate[]): void;
  disarm(): void;
  close(): Promise<void>;
}
