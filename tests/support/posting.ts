import { randomUUID } from 'node:crypto';
import type { Answer, Api } from './api.ts';
import { until } from './until.ts';

/** Posts and fails loudly where that is refused. */
export async function post(api: Api, token: string, channelId: string, body: string) {
  const answer = await api.post(`/channels/${channelId}/messages`, { body }, token);
  if (answer.status !== 201) {
    throw new Error(`posting: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  return answer.body;
}

/** Posts `bodies` from `posters` at once, each waiting for its answer before it posts again. */
export async function postAll(
  api: Api,
  token: string,
  channelId: string,
  bodies: readonly string[],
  posters: number,
): Promise<void> {
  const left = bodies.values();
  await Promise.all(
    Array.from({ length: posters }, async () => {
      for (const body of left) await post(api, token, channelId, body);
    }),
  );
}

/** Posts again with the same client id until it is acknowledged, as a real client does. */
export async function postUntilAcknowledged(
  apiNow: () => Api,
  token: string,
  channelId: string,
  body: string,
  onRefusal: (answer: Answer) => void = () => undefined,
) {
  const clientId = randomUUID();
  return until(async () => {
    const answer = await apiNow()
      .post(`/channels/${channelId}/messages`, { body, clientId }, token)
      .catch(() => undefined);
    if (answer?.status === 201 || answer?.status === 200) return answer.body;
    if (answer !== undefined) onRefusal(answer);
    return undefined;
  }, 60_000);
}

/** An API token. It needs no heartbeat, so it outlives faults in which a session would lapse. */
export async function newApiToken(
  api: Api,
  token: string,
  scopes: readonly string[] = ['read', 'write'],
): Promise<string> {
  const { status, body } = await api.post('/tokens', { name: 'test', scopes }, token);
  if (status !== 201) throw new Error(`making a token: ${status} ${JSON.stringify(body)}`);
  return body.token;
}
