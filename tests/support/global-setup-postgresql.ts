import type { TestProject } from 'vitest/node';
import { connect } from '../../db/connect.ts';
import { migrate } from '../../db/migrate.ts';
import { createCluster, createDatabase } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kind: 'embedded' | 'postgresql';
    /** PostgreSQL: a superuser's database on the cluster. */
    source: string;
    /** Databases to copy: PostgreSQL's by their names, embedded ones by their folders. */
    templates: { schema: string; nothing: string };
  }
}

/** TEST_DATABASE_URL names a superuser's database on a cluster to use; else the tests start one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  const cluster = given === undefined ? await createCluster() : undefined;
  const url = cluster?.url ?? given ?? '';
  // The next group of suites uses the same.
  process.env['TEST_DATABASE_URL'] = url;
  const template = await createDatabase(url);
  const { db, close } = await connect({
    databaseUrl: template.url,
    dataDir: '',
    onFault: () => undefined,
  });
  await migrate(db);
  await close();
  project.provide('kind', 'postgresql');
  project.provide('source', url);
  project.provide('templates', { schema: template.name, nothing: 'template1' });
  return async () => {
    await template.drop();
    await cluster?.destroy();
  };
}
