/** The sections of the pages, in the order in which they are listed. */
export const SETTINGS = ['profile', 'look', 'notifications', 'password', 'workstation'] as const;
export const ADMIN = ['people', 'sessions', 'channels', 'devices', 'files'] as const;

/** What stands beside a channel, except its threads. */
export const BESIDE = ['members', 'details', 'pins', 'files', 'people', 'search'] as const;

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
  /** What is searched for; where the search does not stand beside it, one can go back to it. */
  query?: string | undefined;
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
 * those put aside. With a `query`, the search stands beside them.
 */
export interface ListPlace {
  kind: 'unread' | 'threads' | 'saved';
  query?: string | undefined;
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
const LIST = /^(unread|threads|saved)\/search$/;
/** As the server takes it. */
const MOST_QUERY_CHARACTERS = 500;

/**
 * Returns the place of an address as `#/c/<channel>/<seq>`. Anyone may have written it, so any other
 * form than that of `formatAddress` is undefined.
 */
export function parseAddress(address: string): Place | undefined {
  const [, path, typed] = /^#\/([^?#\s]*?)\/?(?:\?q=([^?#&\s]+))?$/.exec(address) ?? [];
  const query = typed === undefined ? undefined : decoded(typed);
  if (path === undefined || (typed !== undefined && query === undefined)) return undefined;
  const channel = CHANNEL.exec(path)?.groups;
  if (channel !== undefined) return withQuery(channelOf(channel), query);
  const list = LISTS.find((kind) => kind === LIST.exec(path)?.[1]);
  if (list !== undefined) return { kind: list, query: query ?? '' };
  if (query !== undefined) return undefined;
  const userId = PERSON.exec(path)?.[1];
  if (userId !== undefined) return { kind: 'person', userId: userId.toLowerCase() };
  return OTHERS.find((place) => formatAddress(place) === `#/${path}`);
}

/** Beside other things than a thread there is no search to go back to. */
function withQuery(place: ChannelPlace, query: string | undefined): ChannelPlace | undefined {
  const { beside } = place;
  if (beside === 'search') return { ...place, query: query ?? '' };
  if (query === undefined) return place;
  return beside === undefined || typeof beside === 'object' ? { ...place, query } : undefined;
}

function decoded(typed: string): string | undefined {
  try {
    const query = decodeURIComponent(typed);
    return query.length > MOST_QUERY_CHARACTERS ? undefined : query;
  } catch {
    return undefined;
  }
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
    const { channelId, beside, query } = place;
    const thread = typeof beside === 'object' && `thread/${beside.threadId}${pathOf(beside)}`;
    const path = [`#/c/${channelId}${pathOf(place)}`, thread || beside];
    return `${path.filter(Boolean).join('/')}${queryOf(query)}`;
  }
  if (place.kind === 'person') return `#/u/${place.userId}`;
  if ('query' in place && place.query !== undefined) {
    return `#/${place.kind}/search${queryOf(place.query)}`;
  }
  const section = 'section' in place && place.section !== undefined ? `/${place.section}` : '';
  return `#/${place.kind}${section}${'isWaiting' in place && place.isWaiting ? '/waiting' : ''}`;
}

const queryOf = (query: string | undefined) =>
  query ? `?q=${encodeURIComponent(query.toWellFormed())}` : '';
const pathOf = ({ seq }: { seq?: number | undefined }) => (seq === undefined ? '' : `/${seq}`);

const LISTS = ['unread', 'threads', 'saved'] as const;
const OTHERS: readonly Place[] = [
  ...LISTS.map((kind): Place => ({ kind })),
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
