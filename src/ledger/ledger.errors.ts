/** An entry that no rule of double entry allows: a defect in the room that made it, never a person's mistake. */
export class UnpostableEntry extends Error {
  constructor(
    readonly entryId: string,
    readonly problems: readonly string[],
  ) {
    super(`entry ${entryId} cannot be posted: ${problems.join('; ')}`);
    this.name = 'UnpostableEntry';
  }
}
