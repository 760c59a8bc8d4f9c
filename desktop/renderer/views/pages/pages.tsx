import type { PagePlace } from '../../../address.ts';
import type { State } from '../../state/state.ts';
import { useLater } from '../later.tsx';
import type { Props } from '../props.ts';
import { PageToCome } from './page-to-come.tsx';

/** The page that is open in the chat's stead. */
export function Pages({ at, ...given }: Props & { state: State; at: PagePlace }) {
  return at.kind === 'settings' ? (
    <SettingsPage {...given} at={at} />
  ) : (
    <AdminPage {...given} at={at} />
  );
}

type PlaceOf<Kind extends PagePlace['kind']> = Extract<PagePlace, { kind: Kind }>;

function SettingsPage({ at, ...given }: Props & { state: State; at: PlaceOf<'settings'> }) {
  const { View, ...coming } = useLater('settings');
  const title = given.preferences.t('nav.settings');
  if (View === undefined) return <PageToCome {...given} {...coming} title={title} />;
  return <View {...given} section={at.section} />;
}

function AdminPage(given: Props & { state: State; at: PlaceOf<'admin'> }) {
  const { View, ...coming } = useLater('admin');
  const title = given.preferences.t('nav.admin');
  if (View === undefined) return <PageToCome {...given} {...coming} title={title} />;
  return <View {...given} />;
}
