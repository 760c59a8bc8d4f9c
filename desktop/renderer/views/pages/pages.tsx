import type { PagePlace } from '../../../address.ts';
import type { State } from '../../state/state.ts';
import { Admin } from '../admin/admin.tsx';
import type { Props } from '../props.ts';
import { Settings } from '../settings/settings.tsx';

/** The page that is open in the chat's stead. */
export function Pages({ at, ...given }: Props & { state: State; at: PagePlace }) {
  return at.kind === 'settings' ? (
    <Settings {...given} section={at.section} />
  ) : (
    <Admin {...given} at={at} />
  );
}
