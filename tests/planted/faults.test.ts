import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { plant, readFaults } from './faults.ts';

test('each planted fault is still a change of the code that there is', () => {
  for (const fault of readFaults()) {
    const source = readFileSync(fault.file, 'utf8');
    expect(plant(fault, source), fault.what).not.toBe(source);
  }
});
