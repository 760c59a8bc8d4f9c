/** The sections of the pages, in the order in which they are listed. */
export const SETTINGS = ['profile', 'look', 'notifications', 'password', 'workstation'] as const;
export const ADMIN = ['people', 'sessions', 'channels', 'devices'] as const;

/** What stands beside a channel, except its threads. */
export const BESIDE = ['members', 'details', 'pins', 'people'] as const;

/** A thread, at one of its messages where `seq` is given. */
export interface ThreadPlace {
  threadId: string;
  seq?: number | undefined;
}
/** A channel, at one of its messages where `seq` is given, and what stands beside it. */
export interface ChannelPlace {
  kind: 'channel';
  channelId: string;
  seq?: number | undefined;
  beside?: (typeof BESIDE)[number] | ThreadPlace | undefined;
}
/** A page in the chat's stead. Without a section it is the list of its sections. */
export type PagePlace =
  | { kind: 'settings'; section?: (typeof SETTINGS)[number] | undefined }
  | {
      kind: 'admin';
      section?: (typeof ADMIN)[number] | undefined;
      isWaiting?: boolean | undefined;
    };
/**
 * Messages of all channels, in place of one of them: the unread ones, the threads that one follows, or
 * those put aside.
 */
export interface ListPlace {
  kind: 'unread' | 'threads' | 'saved';
}
/** A dialog over what is open. */
export type DialogPlace =
  | { kind: 'channels' | 'message' | 'shortcuts' }
  | { kind: 'person'; userId: string };
/** The people, beside whatever channel is open. */
export interface PeoplePlace {
  kind: 'people';
}
/** What has an address. */
export type Place = ChannelPlace | ListPlace | PagePlace | DialogPlace | PeoplePlace;

const ID = '[\\da-fA-F]{8}(?:-[\\da-fA-F]{4}){3}-[\\da-fA-F]{12}';
const SEQ = '[1-9]\\d{0,14}';
const THREAD = `thread/(?<threadId>${ID})(?:/(?<threadSeq>${SEQ}))?`;
const CHANNEL = new RegExp(
  `^c/(?<channelId>${ID})(?:/(?<seq>${SEQ}))?(?:/(?:(?<pane>${BESIDE.join('|')})|${THREAD}))?$`,
);
const PERSON = new RegExp(`^u/(${ID})$`);

/**
 * Returns the place of an address as `#/c/<channel>/<seq>`. Anyone may have written it, so any other
 * form than that of `formatAddress` is undefined.
 */
export function parseAddress(address: string): Place | undefined {
  const path = /^#\/([^?#\s]*?)\/?$/.exec(address)?.[1];
  if (path === undefined) return undefined;
  const channel = CHANNEL.exec(path)?.groups;
  if (channel !== undefined) return channelOf(channel);
  const userId = PERSON.exec(path)?.[1];
  if (userId !== undefined) return { kind: 'person', userId: userId.toLowerCase() };
  return OTHERS.find((place) => formatAddress(place) === `#/${path}`);
}

function channelOf(parts: Partial<Record<string, string>>): ChannelPlace {
  const { channelId = '', seq, pane, threadId, threadSeq } = parts;
  const thread = threadId && { threadId: threadId.toLowerCase(), ...seqOf(threadSeq) };
  const beside = thread || BESIDE.find((name) => name === pane);
  return {
    kind: 'channel',
    channelId: channelId.toLowerCase(),
    ...seqOf(seq),
    ...(beside !== undefined && { beside }),
  };
}

const seqOf = (digits: string | undefined) => (digits === undefined ? {} : { seq: Number(digits) });

/** The address of a place: the fragment of the page's URL, beginning with `#/`. */
export function formatAddress(place: Place): string {
  if (place.kind === 'channel') {
    const { channelId, beside } = place;
    const at = `#/c/${channelId}${pathOf(place)}`;
    if (typeof beside !== 'object') return beside === undefined ? at : `${at}/${beside}`;
    return `${at}/thread/${beside.threadId}${pathOf(beside)}`;
  }
  if (place.kind === 'person') return `#/u/${place.userId}`;
  const section = 'section' in place && place.section !== undefined ? `/${place.section}` : '';
  return `#/${place.kind}${section}${'isWaiting' in place && place.isWaiting ? '/waiting' : ''}`;
}

const pathOf = ({ seq }: { seq?: number | undefined }) => (seq === undefined ? '' : `/${seq}`);

const OTHERS: readonly Place[] = [
  { kind: 'unread' },
  { kind: 'threads' },
  { kind: 'saved' },
  { kind: 'settings' },
  ...SETTINGS.map((section): Place => ({ kind: 'settings', section })),
  { kind: 'admin' },
  ...ADMIN.map((section): Place => ({ kind: 'admin', section })),
  { kind: 'admin', section: 'devices', isWaiting: true },
  { kind: 'channels' },
  { kind: 'message' },
  { kind: 'shortcuts' },
  { kind: 'people' },
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
