import type { TestProject } from 'vitest/node';
import { createCluster } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kind: 'embedded' | 'postgresql';
    /** The cluster for `postgresql`, the folder to copy for `embedded`. */
    source: string;
  }
}

/** TEST_DATABASE_URL names a superuser's database on a cluster to use; else the tests start one. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | void> {
  project.provide('kind', 'postgresql');
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined) return project.provide('source', given);
  const cluster = await createCluster();
  // The next group of suites uses the same.
  process.env['TEST_DATABASE_URL'] = cluster.url;
  project.provide('source', cluster.url);
  return () => cluster.destroy();
}
