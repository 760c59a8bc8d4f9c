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

const EMPTY = 'template1';
/** The environment variable in which the first project leaves the template's name for the next. */
const MADE = 'WORKSPACE_TEST_TEMPLATE';

/** TEST_DATABASE_URL names a superuser's database on a cluster to use; else the tests start one. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | void> {
  const { TEST_DATABASE_URL: given, [MADE]: made } = process.env;
  const cluster = given === undefined ? await createCluster() : undefined;
  const url = cluster?.url ?? given ?? '';
  project.provide('kind', 'postgresql');
  project.provide('source', url);
  if (made !== undefined) return project.provide('templates', { schema: made, nothing: EMPTY });

  const template = await createDatabase(url);
  process.env['TEST_DATABASE_URL'] = url;
  process.env[MADE] = template.name;
  const { db, close } = await connect({
    databaseUrl: template.url,
    dataDir: '',
    onFault: () => undefined,
  });
  await migrate(db);
  await close();
  project.provide('templates', { schema: template.name, nothing: EMPTY });
  return async () => {
    await template.drop();
    await cluster?.destroy();
  };
}
