import { randomUUID } from 'node:crypto';
import { assertNever } from '../../../api/lib/assert-never.ts';
import { PLACES, type Place } from './places.ts';
import type { About } from './table.ts';
import type { Who } from './who.ts';
import { deviceTokenOf, type ProvedDevice, type World } from './world.ts';

/** What the id in a path names. */
export interface Target {
  name: string;
  id: string;
  /** Of a device's key. */
  keyId?: string;
  makerId: string | undefined;
  memberIds: ReadonlySet<string>;
  isPublic: boolean;
  /** Another one like it, for a change that is made. */
  another(): Promise<Target>;
}

/** What there is of the kind for this one to ask for: what they see, what is hidden, and nothing. */
export function targetsFor(about: About, who: Who, world: World): Target[] {
  switch (about) {
    case 'channel':
    case 'membership':
      return [...placesFor(who, world).map((place) => ofPlace(world, place, 'id')), absent()];
    case 'message':
      return [
        ...placesFor(who, world).map((place) => ofPlace(world, place, 'messageId')),
        absent(),
      ];
    case 'file':
      return [...placesFor(who, world).map((place) => ofPlace(world, place, 'fileId')), absent()];
    case 'thread':
      return [...placesFor(who, world).map((place) => ofPlace(world, place, 'threadId')), absent()];
    case 'user':
      return [
        open('a user', world.people.guest.id, async () => (await world.addUser('another')).id),
        absent(),
      ];
    case 'session':
      return [
        open(
          'a session',
          world.people.guest.sessionId,
          async () => (await world.addPerson('another')).sessionId,
        ),
        absent(),
      ];
    case 'device':
    case 'device key':
      return [ofDevice(world, world.guestDevice), { ...absent(), keyId: randomUUID() }];
    case 'oneself':
      return [open('oneself', who.userId ?? randomUUID(), async () => who.userId ?? '')];
    case 'token':
      return [
        own(who, async () => {
          const wanted = { name: 'x', scopes: ['read'] };
          return (await world.server.post('/tokens', wanted, who.token)).body.id;
        }),
        { ...absent(), name: "another's", id: world.guestTokenId },
        absent(),
      ];
    case 'device token':
      return [
        own(who, () => deviceTokenOf(world.server, who.token)),
        { ...absent(), name: "another's", id: world.guestDeviceTokenId },
        absent(),
      ];
    default:
      return assertNever(about);
  }
}

/** Those without a credential are refused before one looks at what they ask for, so one place will do. */
function placesFor({ isDead }: Who, { places }: World): Place[] {
  return (isDead ? (['private'] as const) : PLACES).map((name) => places.get(name));
}

function ofPlace(
  world: World,
  place: Place,
  key: 'id' | 'messageId' | 'fileId' | 'threadId',
): Target {
  const another = async () =>
    ofPlace(world, await world.places.make(place.name, [], key === 'threadId'), key);
  return { ...place, id: place[key], another };
}

/** What is there for everyone to see. */
function open(name: string, id: string, makeId: () => Promise<string>): Target {
  const another = async () => open(name, await makeId(), makeId);
  return { name, id, makerId: undefined, memberIds: new Set(), isPublic: true, another };
}

function ofDevice(world: World, { id, keyId }: ProvedDevice): Target {
  const another = async () => ofDevice(world, await world.addDevice());
  return { ...open('a device', id, async () => id), keyId, another };
}

/** What is there for nobody to see. */
function absent(): Target {
  const hidden = { makerId: undefined, memberIds: new Set<string>(), isPublic: false };
  return { ...hidden, name: 'absent', id: randomUUID(), another: async () => absent() };
}

/** What only this one sees; there is one when it is asked for. */
function own({ userId }: Who, makeId: () => Promise<string>): Target {
  const memberIds = new Set(userId === undefined ? [] : [userId]);
  const none = { name: 'own', id: randomUUID(), makerId: userId, memberIds, isPublic: false };
  return {
    ...none,
    async another() {
      return { ...this, id: await makeId() };
    },
  };
}
