import type { Language } from '../../formats.ts';
import type { Density, Preferences, Theme } from '../../preferences.ts';
import { Select } from '../parts/form.tsx';

export function LanguageChoice({ preferences: { t, language } }: { preferences: Preferences }) {
  return (
    <Select<Language | 'system'>
      label={t('settings.language')}
      value={language.value}
      options={[
        { value: 'system', text: t('settings.system') },
        { value: 'fr', text: 'Français', lang: 'fr' },
        { value: 'en', text: 'English', lang: 'en' },
      ]}
      onChoose={(value) => {
        language.value = value;
      }}
    />
  );
}

export function ThemeChoice({ preferences: { t, theme } }: { preferences: Preferences }) {
  return (
    <Select<Theme | 'system'>
      label={t('settings.theme')}
      value={theme.value}
      options={[
        { value: 'system', text: t('settings.system') },
        { value: 'light', text: t('settings.light') },
        { value: 'dark', text: t('settings.dark') },
      ]}
      onChoose={(value) => {
        theme.value = value;
      }}
    />
  );
}

export function DensityChoice({ preferences: { t, density } }: { preferences: Preferences }) {
  return (
    <Select<Density>
      label={t('settings.density')}
      value={density.value}
      options={[
        { value: 'comfortable', text: t('settings.comfortable') },
        { value: 'compact', text: t('settings.compact') },
      ]}
      onChoose={(value) => {
        density.value = value;
      }}
    />
  );
}
