import type { Codec, Encoded } from './codec.ts';
import type { createEndpoint } from './endpoint.ts';
import type { World, WorldNames, Wrapped } from './world.ts';

/**
 * The page's end: puts what the preload exposes on the window, frozen, and makes the page's requests
 * for permissions pass by the main process. Runs in the page from its source text, before the page's own.
 */
export function startMainWorld(
  world: World,
  names: WorldNames,
  makeCodec: () => Codec,
  makeEndpoint: typeof createEndpoint,
): void {
  if (world.top !== world) return;
  const ends = { send: names.toPreload, receive: names.toPage };
  const { decode } = makeEndpoint(world, makeCodec(), ends, (topic, body) => {
    if (topic === 'ask') guardPermissions(decode(body));
    else expose(topic, body);
  });

  function expose(name: string, api: Encoded): void {
    Object.defineProperty(world, name, {
      value: deepFreeze(decode(api)),
      enumerable: true,
      configurable: false,
      writable: false,
    });
  }

  function deepFreeze(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
    for (const inner of Object.values(value)) deepFreeze(inner);
    return Object.freeze(value);
  }

  function guardPermissions(given: unknown): void {
    const ask = (permission: string): unknown =>
      typeof given === 'function' ? given(permission) : false;
    const { Notification, navigator } = world;
    guard(ask, 'notifications', Notification, ['requestPermission']);
    guard(ask, 'geolocation', navigator['geolocation'], ['getCurrentPosition', 'watchPosition']);
    guard(ask, 'media', navigator['mediaDevices'], ['getUserMedia']);
    guard(ask, 'display-capture', navigator['mediaDevices'], ['getDisplayMedia']);
    guard(ask, 'clipboard-read', navigator['clipboard'], ['read', 'readText']);
  }

  /** The decision is in force in the browser before the original is called, which then follows it. */
  function guard(
    ask: (permission: string) => unknown,
    permission: string,
    api: Wrapped | undefined,
    methods: readonly string[],
  ): void {
    for (const method of methods) {
      const original = api?.[method];
      if (api === undefined || typeof original !== 'function') continue;
      api[method] = async (...args: unknown[]) => {
        const isGranted = await ask(permission);
        // No prompt exists that could still be answered.
        if (method === 'requestPermission') return isGranted === true ? 'granted' : 'denied';
        return Reflect.apply(original, api, args);
      };
    }
  }
}
