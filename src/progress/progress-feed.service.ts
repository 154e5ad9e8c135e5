import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Doorbell } from '../platform/jobs/doorbell.js';
import type { Project } from '../projects/project.entity.js';
import { PROJECTS_CHANGED, ProjectsQueries } from '../projects/projects.queries.js';
import type { ProjectNumbers } from './numbers.js';
import { ProgressQueries, type ProjectWithNumbers } from './progress.queries.js';
import { noGiftsYet, type ProgressAnswer, progressAnswer } from './progress-answer.js';
import { PROGRESS_CHANGED } from './projector.service.js';

/** A public project's progress, ready to be sent: the same buffer for everybody who asks. */
export interface ProgressSnapshot extends ProjectWithNumbers {
  readonly answer: ProgressAnswer;
  /** `answer` as JSON in UTF-8. */
  readonly body: Buffer;
  /** Strong, and the same in every process: it names the ledger number and the project's version. */
  readonly etag: string;
}

const NUMBERS_EVERY_MS = 1_000;
/** Goals and texts change by an editor's hand; their answers may be cached for 5 s anyway. */
const PROJECTS_EVERY_ROUNDS = 5;

/**
 * Keeps the progress of all public projects in a web process's memory. It looks for changed numbers every second,
 * and at once when the doorbell rings. While the database is away it keeps answering with what it knows: each
 * answer says the moment at which it was true.
 */
@Injectable()
export class ProgressFeed implements BeforeApplicationShutdown {
  private readonly snapshots = new Map<string, ProgressSnapshot>();
  private readonly slugs = new Map<string, string>();
  private readonly listeners: ((snapshot: ProgressSnapshot) => void)[] = [];
  private updatedSeq = 0n;
  private rounds = 0;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private rung = false;
  private stopped = false;

  constructor(
    private readonly progress: ProgressQueries,
    private readonly projects: ProjectsQueries,
    private readonly doorbell: Doorbell,
  ) {}

  /** Loads everything and keeps it fresh until the process ends. Calling it again changes nothing. */
  async start(): Promise<void> {
    if (this.timer || this.stopped) return;
    this.timer = setInterval(() => this.refreshSoon(), NUMBERS_EVERY_MS).unref();
    this.doorbell.on(PROGRESS_CHANGED, () => this.refreshSoon());
    this.doorbell.on(PROJECTS_CHANGED, () => {
      this.rounds = 0;
      this.refreshSoon();
    });
    await this.refresh();
  }

  /** Calls `listener` with a project's new snapshot whenever its numbers, goal or texts have changed. */
  onChange(listener: (snapshot: ProgressSnapshot) => void): void {
    this.listeners.push(listener);
  }

  /** A public project's progress from memory; undefined when there is none of that slug, or it is very new. */
  of(slug: string): ProgressSnapshot | undefined {
    return this.snapshots.get(slug);
  }

  /** Like `of`, but asks the database for a project that memory does not know yet; null when there is none. */
  async find(slug: string): Promise<ProgressSnapshot | null> {
    return (await this.findAll([slug])).get(slug) ?? null;
  }

  /** Like `find` for many: however many memory does not know, the database is asked once. */
  async findAll(slugs: readonly string[]): Promise<ReadonlyMap<string, ProgressSnapshot>> {
    const found = new Map<string, ProgressSnapshot>();
    const unknown: string[] = [];
    for (const slug of slugs) {
      const known = this.snapshots.get(slug);
      if (known) found.set(slug, known);
      else if (/^[a-z0-9-]{3,60}$/.test(slug)) unknown.push(slug);
    }
    if (unknown.length === 0) return found;
    for (const { project, numbers } of await this.progress.bySlugs(unknown))
      found.set(project.slug, snapshotOf(project, numbers));
    return found;
  }

  /** Looks for changes now, or right after the look that is under way. Errors leave everything as it was. */
  refreshSoon(): void {
    if (this.running) {
      this.rung = true;
      return;
    }
    this.running = this.refresh()
      .catch(() => undefined)
      .finally(() => {
        this.running = undefined;
        if (this.rung && !this.stopped) {
          this.rung = false;
          this.refreshSoon();
        }
      });
  }

  /** One look at the database: changed numbers, and every few rounds the projects too. @throws what the database throws. */
  async refresh(): Promise<void> {
    if (this.rounds % PROJECTS_EVERY_ROUNDS === 0) await this.loadProjects();
    this.rounds += 1;
    for (const numbers of await this.progress.changedAfter(this.updatedSeq)) {
      const slug = this.slugs.get(numbers.projectId);
      const known = slug === undefined ? undefined : this.snapshots.get(slug);
      if (known) this.keep(known.project, numbers);
      if (numbers.updatedSeq > this.updatedSeq) this.updatedSeq = numbers.updatedSeq;
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  private async loadProjects(): Promise<void> {
    const changed = (await this.projects.publicVersions()).filter(
      ({ slug, version }) => this.snapshots.get(slug)?.project.version !== version,
    );
    const projects = await this.projects.publicBySlugs(changed.map(({ slug }) => slug));
    const numbers = await this.progress.ofProjects(projects);
    for (const project of projects) this.keep(project, numbers.get(project.id) ?? noGiftsYet(project));
  }

  private keep(project: Project, numbers: ProjectNumbers): void {
    this.slugs.set(project.id, project.slug);
    const snapshot = snapshotOf(project, numbers);
    const before = this.snapshots.get(project.slug);
    this.snapshots.set(project.slug, snapshot);
    if (before?.etag !== snapshot.etag) for (const listener of this.listeners) listener(snapshot);
  }
}

function snapshotOf(project: Project, numbers: ProjectNumbers): ProgressSnapshot {
  const answer = progressAnswer(project, numbers);
  return {
    project,
    numbers,
    answer,
    body: Buffer.from(JSON.stringify(answer)),
    etag: `"${answer.ledger_seq}-${answer.version}"`,
  };
}
