import { IconButton } from '../parts/icon.tsx';
import type { Props } from '../props.ts';

/** In a narrow window: shows and hides the sidebar. */
export function SidebarButton({ store, preferences: { t } }: Props) {
  return (
    <IconButton
      name="menu"
      class="menu"
      label={t('nav.menu')}
      onClick={() => {
        store.isSidebarOpen.value = !store.isSidebarOpen.value;
      }}
    />
  );
}
