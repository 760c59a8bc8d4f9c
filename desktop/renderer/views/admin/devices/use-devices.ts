import { useEffect, useRef, useState } from 'preact/hooks';
import type { ListedDevice } from '../../../../../api/auth/devices/contract.ts';
import { api, Refused } from '../../../live/api.ts';
import type { Preferences } from '../../../preferences.ts';
import { faultText } from '../../faults.ts';

/** Which devices are listed. */
export interface Wanted {
  search: string;
  state: 'waiting' | 'blocked' | 'connected' | undefined;
  limit: number;
}

export interface DeviceList {
  /** Undefined until they have been read. */
  devices: readonly ListedDevice[] | undefined;
  hasMore: boolean;
  /** Why the last reading was refused. */
  fault: string | undefined;
  /** Reads the list again, and shows it unless a later reading has begun. Undefined if refused. */
  read(): Promise<readonly ListedDevice[] | undefined>;
}

/** The wanted devices, read again whenever one of `changes` has changed. */
export function useDevices(
  t: Preferences['t'],
  { search, state, limit }: Wanted,
  changes: readonly unknown[],
): DeviceList {
  const [list, setList] = useState<{ devices: readonly ListedDevice[]; hasMore: boolean }>();
  const [refused, setRefused] = useState<Refused>();
  // Answers may come in another order than the questions: only that to the last one counts.
  const asked = useRef(0);

  async function read(): Promise<readonly ListedDevice[] | undefined> {
    asked.current += 1;
    const ask = asked.current;
    const answer = await api
      .devices({ ...(search !== '' && { search }), ...(state && { state }), limit })
      .catch(toRefused);
    const isRefused = answer instanceof Refused;
    if (ask === asked.current) {
      setRefused(isRefused ? answer : undefined);
      if (!isRefused) setList(answer);
    }
    return isRefused ? undefined : answer.devices;
  }
  useEffect(() => void read(), [search, state, limit, ...changes]);

  return {
    devices: list?.devices,
    hasMore: list?.hasMore ?? false,
    fault: refused && faultText(t, refused),
    read,
  };
}

function toRefused(error: unknown): Refused {
  if (error instanceof Refused) return error;
  throw error;
}
