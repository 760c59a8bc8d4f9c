import { clientFaults } from './clients.ts';
import { databaseFaults } from './database.ts';
import type { Fault } from './fault.ts';
import { networkFaults } from './network.ts';
import { nodeFaults } from './nodes.ts';

export const allFaults: Readonly<Record<string, Fault>> = {
  ...nodeFaults,
  ...databaseFaults,
  ...networkFaults,
  ...clientFaults,
};
