import type { Api } from './api.ts';

/** The value of a metric, whose labels belong to its name: `requests{route="/x"}`. */
export async function readMetric(server: Api, name: string): Promise<number> {
  const { body } = await server.get('/metrics');
  const value = new RegExp(`^${RegExp.escape(name)} (\\S+)$`, 'm').exec(body)?.[1];
  if (value === undefined) throw new Error(`there is no metric ${name}`);
  return Number(value);
}
