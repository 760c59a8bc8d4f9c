import type { Api } from './api.ts';

/** The value of a metric without labels. */
export async function readMetric(server: Api, name: string): Promise<number> {
  const { body } = await server.get('/metrics');
  const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(body)?.[1];
  if (value === undefined) throw new Error(`there is no metric ${name}`);
  return Number(value);
}
