/** The floors of the house, as data: imports go down only, rooms on one floor do not import each other. */
export const FLOORS: Readonly<Record<string, number>> = {
  kernel: 0,
  platform: 0,
  organizations: 1,
  staff: 1,
  ledger: 2,
  cases: 2,
  projects: 3,
  providers: 3,
  partners: 3,
  donations: 4,
  receipts: 5,
  settlements: 5,
  disbursements: 5,
  progress: 5,
  intake: 6,
  reconciliation: 6,
  disclosure: 7,
  exports: 7,
  'partner-feed': 7,
  'web/donor': 8,
  'web/partner-api': 8,
  'web/partner': 8,
  'web/embed': 8,
  'web/console': 8,
  'web/provider-events': 8,
  'web/ui': 8,
  demo: 9,
  '': 9,
};

/** Rooms that others may import although they stand on the same floor. */
export const SHARED: readonly (readonly [importer: RegExp, imported: string])[] = [
  [/^platform$/, 'kernel'],
  [/^web\//, 'web/ui'],
  // An editor previews a project on the donors' own page.
  [/^web\/console$/, 'web/donor'],
  // Addresses and snippets of embeds are made in one place, whoever prints them.
  [/^web\/(donor|partner|partner-api)$/, 'web/embed'],
  [/^$/, 'demo'],
];

/**
 * Operations that need two people (platform/approvals) and that no room carries out yet. The list only shrinks: whoever
 * writes the first `approvals.consume(…, '<operation>', …)` strikes the line out here.
 */
export const NOT_YET_CONSUMED: readonly string[] = [];

/** Rooms that are libraries: everything in them may be used from above. */
const OPEN_ROOMS = new Set(['kernel', 'platform', 'web/ui', 'demo']);

/** By what a room is entered: its module, services, queries, outbox declarations and errors. */
const DOORS = /\.(module|service|queries|outbox|errors)\.tsx?$/;
/** Pure files of a face that other faces print from. */
const PRINTED = new Set(
  ['embed-links', 'embed-snippets', 'embed-releases'].map((name) => `web/embed/${name}.ts`),
);
/** What only the top floor collects from the rooms, in literal lists. */
const COLLECTED = /\.(entity|jobs|checks|plugin|schedules)\.tsx?$/;

/** The room of a path below src: "donations", "web/donor", "" for the top floor's own files. */
export function roomOf(path: string): string {
  const parts = path.split('/');
  if (parts.length === 1) return '';
  return parts[0] === 'web' ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}

export interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

/** What is wrong with an import, and what to do instead; null when it is fine. */
export function importProblem({ from, to, typeOnly }: Import): string | null {
  const [importer, imported] = [roomOf(from), roomOf(to)];
  if (importer === imported) return null;
  if (importer === 'sandbox')
    return `${from} imports ${to}: the sandbox stands alone, write what it needs inside it`;
  if (imported === 'sandbox')
    return `${from} imports ${to}: nobody imports the sandbox, talk to it over HTTP`;
  const [above, below] = [FLOORS[importer], FLOORS[imported]];
  if (above === undefined)
    return `${from}: the room "${importer}" is not in the plan, add it to design and house-plan.ts`;
  if (below === undefined)
    return `${to}: the room "${imported}" is not in the plan, add it to design and house-plan.ts`;
  const shared = SHARED.some(([pattern, room]) => pattern.test(importer) && room === imported);
  if (!shared && below >= above) {
    return `${from} (floor ${above}) imports ${to} (floor ${below}): imports go down only; move the work to the higher room or give the lower room a verb that the higher one calls`;
  }
  if (OPEN_ROOMS.has(imported) || typeOnly || DOORS.test(to) || PRINTED.has(to)) return null;
  if (above === 9 && COLLECTED.test(to)) return null;
  return `${from} enters ${imported} by ${to}: a room is entered by its module, services, queries, outbox declarations, errors and types only`;
}
