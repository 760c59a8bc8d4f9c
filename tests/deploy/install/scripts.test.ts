import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isMissing, run } from './scratch.ts';

test.skipIf(isMissing('shellcheck'))('shellcheck finds nothing to say against the scripts', () => {
  // What install.sh sources is read with it.
  const scripts = [
    ...globSync('{deploy,deploy/proxmox,tests/deploy/**}/*.sh'),
    ...globSync('{deploy/bin/*,tests/deploy/install/pct}'),
  ];
  expect(scripts.length).toBeGreaterThan(3);
  expect(run('shellcheck', ['--external-sources', ...scripts])).toEqual({ status: 0, printed: '' });
});
