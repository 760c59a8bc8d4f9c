import type { Kysely } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { type Api, addUser, type Person } from '../../support/api.ts';
import { makeKey, proved } from '../../support/device-keys.ts';
import { newApiToken } from '../../support/posting.ts';
import { addPeople, addRemembered, type People, unique } from './people.ts';
import { Places } from './places.ts';
import { dead, liveOnes, type Who } from './who.ts';

/** Everyone who asks, what they sign in with, and channels of each kind. */
export interface World {
  server: Api;
  people: People;
  whos: readonly Who[];
  places: Places;
  guestTokenId: string;
  guestDeviceTokenId: string;
  guestDevice: ProvedDevice;
  /** A device that has proved a key. */
  addDevice(): Promise<ProvedDevice>;
  addUser(name: string): Promise<{ id: string }>;
  addPerson(name: string): Promise<Person>;
}

export interface ProvedDevice {
  id: string;
  keyId: string;
}

export async function makeWorld(server: Api, keeper: Person, db: Kysely<Tables>): Promise<World> {
  const people = await addPeople(server, keeper, db);
  const { guest, scripter, loggedOut, disabled } = people;
  const expired = await newApiToken(server, scripter.token);
  await db
    .updateTable('apiTokens')
    .set({ expiresAt: new Date(0) })
    .where('userId', '=', scripter.id)
    .execute();
  const ofDisabled = await newApiToken(server, disabled.token);
  await newApiToken(server, guest.token);
  const { body: ofGuest } = await server.get('/tokens', guest.token);

  const places = new Places(server, people);
  await places.makeAll();
  // As if they were pictures, of which each would be drawn.
  await db
    .updateTable('files')
    .set((eb) => ({ thumbnailKey: eb.ref('storageKey'), thumbnailSha256: eb.ref('sha256') }))
    .where('thumbnailKey', 'is', null)
    .execute();
  await server.delete('/session', loggedOut.token);
  await server.patch(`/users/${disabled.id}`, { disabled: true }, keeper.token);

  return {
    server,
    people,
    places,
    guestTokenId: ofGuest.tokens[0].id,
    guestDeviceTokenId: await deviceTokenOf(server, guest.token),
    guestDevice: await addDevice(server, keeper),
    addDevice: () => addDevice(server, keeper),
    addUser: (name) => addUser(server, keeper.token, unique(name)),
    addPerson: (name) => addRemembered(server, keeper, name),
    whos: [
      dead('nobody', undefined),
      dead('an API token that has expired', expired),
      dead('a session that was logged out', loggedOut.token),
      dead("a disabled user's session", disabled.token),
      dead("a disabled user's API token", ofDisabled),
      ...(await liveOnes(server, people)),
    ],
  };
}

/** The id of the newest. */
export async function deviceTokenOf(server: Api, token: string | undefined): Promise<string> {
  const { body } = await server.get('/device-tokens', token);
  return body.deviceTokens[0].id;
}

async function addDevice(server: Api, keeper: Person): Promise<ProvedDevice> {
  const { username, password } = await addUser(server, keeper.token, unique('prover'));
  const device = await proved(server, unique('desk'), makeKey());
  await server.post('/sessions', { username, password, device });
  const { body } = await server.get(`/devices?search=${device.name}`, keeper.token);
  return { id: body.devices[0].id, keyId: body.devices[0].keys[0].id };
}
