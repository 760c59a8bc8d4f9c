import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Finding } from '../../api/doctor/finding.ts';
import { judge } from '../../api/doctor/judge/judge.ts';
import { measure } from '../../api/doctor/measure/measure.ts';
import { createReport, type Report } from '../../api/doctor/report.ts';
import { readVersion } from '../../api/version.ts';

export interface Examined {
  report: Report;
  /** The names of the checks with this result, in their order. */
  all(status: Finding['status']): string[];
  /** @throws Error where there is no such check */
  get(name: string): Finding;
}

/** As `npm run doctor` does it, in this process. */
export async function examine(
  url: string,
  options: { authorityFile?: string; token?: string; idleMs?: number; patienceMs?: number } = {},
): Promise<Examined> {
  const { authorityFile, token, idleMs = 100, patienceMs = 5_000 } = options;
  const ca = authorityFile === undefined ? [] : [readFileSync(authorityFile)];
  const measurements = await measure({
    url: new URL(url),
    version: readVersion(),
    token,
    trusted: createSecureContext({ ca }),
    idleMs,
    patienceMs,
    stopped: new AbortController().signal,
    onProgress: () => undefined,
  });
  const report = createReport(measurements, judge(measurements));
  return {
    report,
    all: (status) =>
      report.findings.filter((finding) => finding.status === status).map(({ name }) => name),
    get(name) {
      const finding = report.findings.find((one) => one.name === name);
      if (finding === undefined) throw new Error(`there is no check ${name}`);
      return finding;
    },
  };
}
