/** The sections of the pages, in the order in which they are listed. */
export const SETTINGS = ['profile', 'look', 'notifications', 'password', 'workstation'] as const;
export const ADMIN = ['people', 'sessions', 'channels', 'devices'] as const;

/** A channel, at one of its messages where `seq` is given. */
export interface ChannelPlace {
  kind: 'channel';
  channelId: string;
  seq?: number | undefined;
}
/** A page in the chat's stead. Without a section it is the list of its sections. */
export type PagePlace =
  | { kind: 'settings'; section?: (typeof SETTINGS)[number] | undefined }
  | {
      kind: 'admin';
      section?: (typeof ADMIN)[number] | undefined;
      isWaiting?: boolean | undefined;
    };
/** Messages of all channels, in place of one of them: the unread ones, or those put aside. */
export interface ListPlace {
  kind: 'unread' | 'saved';
}
/** A dialog over what is open. */
export type DialogPlace = { kind: 'channels' | 'message' | 'shortcuts' };
/** What has an address. */
export type Place = ChannelPlace | ListPlace | PagePlace | DialogPlace;

const CHANNEL = /^c\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/([1-9]\d{0,14}))?$/i;

/**
 * Returns the place of an address as `#/c/<channel>/<seq>`. Anyone may have written it, so any other
 * form than that of `formatAddress` is undefined.
 */
export function parseAddress(address: string): Place | undefined {
  const path = /^#\/([^?#\s]*?)\/?$/.exec(address)?.[1];
  if (path === undefined) return undefined;
  const [, channelId, seq] = CHANNEL.exec(path) ?? [];
  if (channelId !== undefined) {
    const id = channelId.toLowerCase();
    return { kind: 'channel', channelId: id, ...(seq !== undefined && { seq: Number(seq) }) };
  }
  return OTHERS.find((place) => formatAddress(place) === `#/${path}`);
}

/** The address of a place: the fragment of the page's URL, beginning with `#/`. */
export function formatAddress(place: Place): string {
  if (place.kind === 'channel') {
    return `#/c/${place.channelId}${place.seq === undefined ? '' : `/${place.seq}`}`;
  }
  const section = 'section' in place && place.section !== undefined ? `/${place.section}` : '';
  return `#/${place.kind}${section}${'isWaiting' in place && place.isWaiting ? '/waiting' : ''}`;
}

const OTHERS: readonly Place[] = [
  { kind: 'unread' },
  { kind: 'saved' },
  { kind: 'settings' },
  ...SETTINGS.map((section): Place => ({ kind: 'settings', section })),
  { kind: 'admin' },
  ...ADMIN.map((section): Place => ({ kind: 'admin', section })),
  { kind: 'admin', section: 'devices', isWaiting: true },
  { kind: 'channels' },
  { kind: 'message' },
  { kind: 'shortcuts' },
];

/**
 * The place to which a link leads: one that names an own origin, such as `https://chat.example.lan`,
 * and the address after it.
 */
export function placeOfLink(href: string, origins: readonly string[]): Place | undefined {
  const at = href.indexOf('/#/');
  if (at < 0 || !origins.includes(href.slice(0, at))) return undefined;
  return parseAddress(href.slice(at + 1));
}
