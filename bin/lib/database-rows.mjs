/** Opens a connection for `work(rows)`, where `rows(sql, parameters)` answers with BIGINTs as strings. */
export async function withDatabase(uri, work) {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection({
    uri,
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: true,
  });
  try {
    return await work(async (sql, parameters) => (await connection.query(sql, parameters))[0]);
  } finally {
    await connection.end();
  }
}
