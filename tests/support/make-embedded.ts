import { cpSync, renameSync } from 'node:fs';
import path from 'node:path';
import { connect } from '../../db/connect.ts';
import { migrate } from '../../db/migrate.ts';

/*
 * Makes the embedded databases that suites copy, in a process of its own: that takes seconds, in which
 * the PostgreSQL of the others is made. Each has its name once it is whole.
 */
const [folder = ''] = process.argv.slice(2);
const nothing = path.join(folder, 'nothing');
const schema = path.join(folder, 'schema');
const open = (dataDir: string) => connect({ dataDir, onFault: () => undefined });

const empty = await open(`${nothing}.part`);
await empty.close();
cpSync(`${nothing}.part`, `${schema}.part`, { recursive: true });
renameSync(`${nothing}.part`, nothing);
const { db, close } = await open(`${schema}.part`);
await migrate(db);
await close();
renameSync(`${schema}.part`, schema);
