import { Injectable } from '@nestjs/common';
import type { FieldProblem } from '../kernel/errors.js';
import { AMOUNT_MAX } from '../kernel/money.js';
import { Database } from '../platform/database/database.js';
import { Project } from './project.entity.js';
import { ProjectPreset } from './project-preset.entity.js';
import { type Actor, ProjectTrail } from './project-trail.service.js';
import { changedMeanwhile, invalidProject, noSuchProject } from './projects.errors.js';

/** An offered amount as an editor writes it; minor units. */
export type Preset = Pick<ProjectPreset, 'amount' | 'meaningZh' | 'meaningEn'>;

/** As many as stand in a form without making a donor read long (conventions.md 3: four to six). */
export const PRESETS_MAX = 6;
const MEANING_ZH_MAX = 40;
const MEANING_EN_MAX = 80;

/** Amounts that a project's donate form offers, each with its meaning. */
@Injectable()
export class ProjectPresets {
  constructor(
    private readonly database: Database,
    private readonly trail: ProjectTrail,
  ) {}

  /** Those of a project in their order; none = the form offers its own amounts. */
  ofProject(projectId: string): Promise<Preset[]> {
    return this.database.read.find(ProjectPreset, {
      select: { projectId: true, position: true, amount: true, meaningZh: true, meaningEn: true },
      where: { projectId },
      order: { position: 'ASC' },
    });
  }

  /**
   * Puts these in the place of the project's, the smallest first.
   * @param version the project's version that the editor saw.
   * @throws Refusal not_found · conflict `project_changed_meanwhile` · invalid `project_invalid` (amount1, meaningZh1 …).
   */
  async set(actor: Actor, projectId: string, version: number, presets: readonly Preset[]): Promise<void> {
    const problems = presetProblems(presets);
    if (problems.length > 0) throw invalidProject(problems);
    const sorted = [...presets].sort((a, b) => (a.amount < b.amount ? -1 : 1));
    await this.database.inTransaction(async (tx) => {
      const project = await tx.findOne(Project, {
        where: { id: projectId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!project) throw noSuchProject();
      if (project.version !== version) throw changedMeanwhile();
      const before = await tx.find(ProjectPreset, { where: { projectId }, order: { position: 'ASC' } });
      await tx.delete(ProjectPreset, { projectId });
      const { organizationId } = project;
      const rows = sorted.map((preset, index) => ({
        ...{ projectId, organizationId, position: index + 1 },
        ...{ amount: preset.amount, meaningZh: preset.meaningZh, meaningEn: preset.meaningEn },
      }));
      if (rows.length > 0) await tx.insert(ProjectPreset, rows);
      // Pages know by the version that they must read anew.
      await tx.update(Project, { id: projectId }, { version: version + 1 });
      const shown = (list: readonly Preset[]) => ({
        presets: list.map(({ amount, meaningZh, meaningEn }) => ({ amount, meaningZh, meaningEn })),
      });
      await this.trail.record(tx, actor, 'project.presets', project, shown(before), shown(rows));
    });
    this.trail.announce();
  }
}

function presetProblems(presets: readonly Preset[]): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const seen = new Set<bigint>();
  if (presets.length > PRESETS_MAX) problems.push({ field: 'amount1', code: 'too_many' });
  for (const [index, { amount, meaningZh, meaningEn }] of presets.entries()) {
    const place = index + 1;
    const wrong = (field: string, code: string, params = {}) =>
      problems.push({ field: `${field}${place}`, code, params });
    if (amount <= 0n) wrong('amount', 'zero');
    else if (amount > AMOUNT_MAX) wrong('amount', 'too_large');
    else if (seen.has(amount)) wrong('amount', 'twice');
    seen.add(amount);
    if (meaningZh.trim() === '') wrong('meaningZh', 'empty');
    if ([...meaningZh].length > MEANING_ZH_MAX)
      wrong('meaningZh', 'too_long', { max: String(MEANING_ZH_MAX) });
    if ([...meaningEn].length > MEANING_EN_MAX)
      wrong('meaningEn', 'too_long', { max: String(MEANING_EN_MAX) });
  }
  return problems;
}
