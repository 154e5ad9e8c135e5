/** The long work that books an accepted file's lines. */
export const STATEMENT_INTAKE = 'statement.intake';
