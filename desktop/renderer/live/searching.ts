import { z } from 'zod';
import { goesOn } from '../state/search.ts';
import { api, Refused } from './api.ts';
import { newId } from './ids.ts';
import type { Keeper } from './keeper.ts';
import type { Model } from './model.ts';

/** What is typed is searched for once nothing has been typed for so long, in milliseconds. */
export const PAUSE_MS = 150;
const MOST_RECENT = 10;
/** How long to wait where the server says that too much is asked, and not for how long. */
const RETRY_MS = 1_000;

/** Asks the server for what is searched for: the newest question, and its answer alone. */
export function createSearching(
  { state, dispatch, onChange }: Model,
  keeper: Pick<Keeper, 'read' | 'write'>,
) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Of the newest request. */
  let unwanted = new AbortController();
  let typed: { query: string; question: string } | undefined;

  onChange((before, after) => {
    const { search, connection } = after;
    if (search === undefined || search.question === '') return unwanted.abort();
    const isOther = search.question !== before.search?.question;
    const isLive = connection.kind === 'live';
    const isBack = isLive && before.connection.kind !== 'live';
    const isMissing = search.isOld || (search.fault !== undefined && isPassing(search.fault));
    const isOutdated = isLive && search.isOld && before.search?.isOld === false;
    // Once the change is made, since asking is another.
    if (isOther || isOutdated || (isBack && isMissing)) queueMicrotask(() => void ask(false));
  });

  function settle(): boolean {
    clearTimeout(timer);
    const last = typed;
    typed = undefined;
    // The search may be over meanwhile.
    if (last === undefined || state.peek()?.search === undefined) return false;
    dispatch({ type: 'search', ...last });
    return true;
  }

  async function ask(isMore: boolean): Promise<void> {
    const search = state.peek()?.search;
    if (search === undefined || search.question === '') return;
    const id = newId();
    unwanted.abort();
    unwanted = new AbortController();
    dispatch({ type: 'search-asked', id, isMore });
    try {
      const before = isMore ? (search.next ?? undefined) : undefined;
      const page = await api.search({ q: search.question, before }, unwanted.signal);
      const isNewest = isWaitedFor(id);
      dispatch({ type: 'search-page', id, page });
      const now = state.peek();
      if (isNewest && now !== undefined && goesOn(now)) await ask(true);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { status, code, problem, retryAfterMs = RETRY_MS } = error;
      if (code === 'too-many-requests') return askLater(id, isMore, retryAfterMs);
      dispatch({ type: 'search-missed', id, fault: { status, code, said: saidOf(problem) } });
    }
  }

  const isWaitedFor = (id: string) => state.peek()?.search?.asking?.id === id;

  /** Other windows of the user's may be searching, too. */
  function askLater(id: string, isMore: boolean, ms: number): void {
    setTimeout(() => isWaitedFor(id) && void ask(isMore), ms);
  }

  const nameOf = () => `searches.${state.peek()?.me.id}`;
  const recent = () => recentSchema.catch([]).parse(keeper.read(nameOf()));
  const keep = (queries: readonly string[]) =>
    keeper.write(nameOf(), queries.length === 0 ? undefined : queries);

  return {
    /** Searches for it in a moment, unless something else is searched for by then. */
    searchSoon(query: string, question: string): void {
      clearTimeout(timer);
      typed = { query, question };
      timer = setTimeout(settle, PAUSE_MS);
    },
    /** Searches at once for what was to be searched for in a moment; false where there is nothing. */
    settle,
    /** The same once more, as after a fault. */
    searchAgain: () => ask(false),
    async searchMore(): Promise<void> {
      const search = state.peek()?.search;
      if (search?.asking !== undefined || (search?.next ?? null) === null) return;
      dispatch({ type: 'search-further' });
      await ask(true);
    },
    /** How far one has scrolled in what was found. */
    searchScroll: { top: 0 },
    /** What the user has searched for on this workstation, the newest first. */
    recentSearches: recent,
    noteSearch(query: string): void {
      if (query !== '')
        keep([query, ...recent().filter((one) => one !== query)].slice(0, MOST_RECENT));
    },
    forgetSearch: (query: string) => keep(recent().filter((one) => one !== query)),
  };
}

const recentSchema = z.string().array();

function isPassing({ status }: { status: number }): boolean {
  return new Refused(status, {}).isPassing;
}

const errorsSchema = z.object({
  errors: z.tuple([z.object({ message: z.string() })]).rest(z.unknown()),
});

/** What the server says of the query. */
function saidOf(problem: unknown): string | undefined {
  return errorsSchema.safeParse(problem).data?.errors[0].message;
}
