import { LRUCache } from 'lru-cache';
import { Problem, tooManyRequests } from '../../http/problem.ts';

/**
 * How many attempts to sign in may be under way at once on this node: in all, from one network, from
 * a network that the throttle refuses, and for one account. Each attempt waits for a slot in which its
 * password is compared, so every attempt of a stranger delays the later ones.
 */
const MOST = { inAll: 128, ofNetwork: 96, ofRefusedNetwork: 4, ofAccount: 48 };

interface Network {
  /** As `networkOf` names it. */
  name: string;
  /** Strangers of the network are refused at the moment; those who are known may come. */
  isRefused: boolean;
}

/**
 * The users and devices that have signed in on this node before, by user name and the device's `place`.
 * They have places of their own, so that a stranger's flood does not keep them out.
 */
export type Familiar = LRUCache<string, true>;
const MOST_FAMILIAR = 20_000;

export function createFamiliar(): Familiar {
  return new LRUCache({ max: MOST_FAMILIAR });
}

/** Lets attempts to sign in begin. */
export interface Admission {
  /**
   * Runs the attempt.
   *
   * @throws Problem `too-many-requests` where the network or the account has its share under way,
   *   `service-unavailable` where there are too many in all; with `Retry-After`
   */
  admit<Out>(network: Network, account: string, attempt: () => Promise<Out>): Promise<Out>;
}

/** Holds attempts back before they cost more than a look at three numbers. */
export function createAdmission(): Admission {
  let inAll = 0;
  const ofNetwork = new Map<string, number>();
  const ofAccount = new Map<string, number>();

  return {
    async admit({ name: network, isRefused }, account, attempt) {
      const share = isRefused ? MOST.ofRefusedNetwork : MOST.ofNetwork;
      if (inAll >= MOST.inAll) throw busy();
      const isOverShare =
        (ofNetwork.get(network) ?? 0) >= share || (ofAccount.get(account) ?? 0) >= MOST.ofAccount;
      if (isOverShare)
        throw tooManyRequests('Too many sign-ins at once. Try again.', 1_000, 'at-once');
      inAll += 1;
      move(ofNetwork, network, 1);
      move(ofAccount, account, 1);
      try {
        return await attempt();
      } finally {
        inAll -= 1;
        move(ofNetwork, network, -1);
        move(ofAccount, account, -1);
      }
    },
  };
}

/** Keeps no entry for what is not under way. */
function move(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

function busy(): Problem {
  return new Problem(
    'service-unavailable',
    'Too many sign-ins are under way. Try again in a few seconds.',
    {},
    { 'retry-after': '2' },
  ).telling({ limit: 'at-once-in-all' });
}
