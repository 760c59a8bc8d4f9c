import { IntlMessageFormat } from 'intl-messageformat';
import type { Appearance } from '../bridge.ts';

const en = {
  'tray.open': 'Open Workspace',
  'tray.quit': 'Quit',
  'tray.told-title': 'Workspace goes on',
  'tray.told': 'It stays connected in the notification area. Quit it from there.',
  'tray.none-told':
    'It stays connected, minimised, because this desktop shows no notification area. Quit it with Ctrl+Q.',
  'state.live': 'connected',
  'state.catching-up': 'catching up',
  'state.reconnecting': 'reconnecting',
  'state.signed-out': 'not signed in',
  unread: '{count, plural, one {# unread message} other {# unread messages}}',
  mentions: '{count, plural, one {# mention} other {# mentions}}',
  'menu.file': 'File',
  'menu.quit': 'Quit',
  'menu.edit': 'Edit',
  'menu.undo': 'Undo',
  'menu.redo': 'Redo',
  'menu.cut': 'Cut',
  'menu.copy': 'Copy',
  'menu.paste': 'Paste',
  'menu.select-all': 'Select all',
  'menu.view': 'View',
  'menu.actual-size': 'Actual size',
  'menu.zoom-in': 'Zoom in',
  'menu.zoom-out': 'Zoom out',
  'menu.full-screen': 'Full screen',
  'menu.reload': 'Reload',
  'menu.copy-link': 'Copy the link',
  'menu.open-link': 'Open the link',
  'menu.learn-word': 'Add to the dictionary',
  'menu.no-suggestion': 'No suggestion',
  'crash.title': 'The window keeps failing',
  'crash.detail':
    'Quit Workspace and start it again. If that does not help, tell your administrator.',
  'presets.title': 'What your administrator has set cannot be used',
  'presets.detail': 'Workspace goes on without it. Tell your administrator.',
  'certificate.title': 'The server asks who you are. Which certificate is to answer?',
  'certificate.detail': 'The choice holds until Workspace is quit.',
  'certificate.none': 'None',
  'update.title': 'The update was not installed',
  'update.detail':
    'Workspace goes on in the version that you have, and offers the update again when it is next started. What failed is noted in',
};
export type WordKey = keyof typeof en;

const fr: Record<WordKey, string> = {
  'tray.open': 'Ouvrir Workspace',
  'tray.quit': 'Quitter',
  'tray.told-title': 'Workspace continue',
  'tray.told': 'Il reste connecté dans la zone de notification. C’est de là qu’on le quitte.',
  'tray.none-told':
    'Il reste connecté, fenêtre réduite, car ce bureau n’affiche pas de zone de notification. Pour le quitter : Ctrl+Q.',
  'state.live': 'connecté',
  'state.catching-up': 'rattrapage',
  'state.reconnecting': 'reconnexion',
  'state.signed-out': 'déconnecté',
  unread: '{count, plural, one {# message non lu} other {# messages non lus}}',
  mentions: '{count, plural, one {# mention} other {# mentions}}',
  'menu.file': 'Fichier',
  'menu.quit': 'Quitter',
  'menu.edit': 'Édition',
  'menu.undo': 'Annuler',
  'menu.redo': 'Rétablir',
  'menu.cut': 'Couper',
  'menu.copy': 'Copier',
  'menu.paste': 'Coller',
  'menu.select-all': 'Tout sélectionner',
  'menu.view': 'Affichage',
  'menu.actual-size': 'Taille réelle',
  'menu.zoom-in': 'Agrandir',
  'menu.zoom-out': 'Réduire',
  'menu.full-screen': 'Plein écran',
  'menu.reload': 'Recharger',
  'menu.copy-link': 'Copier le lien',
  'menu.open-link': 'Ouvrir le lien',
  'menu.learn-word': 'Ajouter au dictionnaire',
  'menu.no-suggestion': 'Aucune suggestion',
  'crash.title': 'La fenêtre échoue sans cesse',
  'crash.detail':
    'Quittez Workspace et relancez-le. Si cela ne suffit pas, prévenez votre administrateur.',
  'presets.title': 'Les réglages de votre administrateur sont inutilisables',
  'presets.detail': 'Workspace continue sans eux. Prévenez votre administrateur.',
  'certificate.title': 'Le serveur demande qui vous êtes. Avec quel certificat répondre ?',
  'certificate.detail': 'Ce choix vaut jusqu’à ce que vous quittiez Workspace.',
  'certificate.none': 'Aucun',
  'update.title': 'La mise à jour n’a pas été installée',
  'update.detail':
    'Workspace continue dans la version que vous avez et proposera de nouveau la mise à jour à son prochain démarrage. Ce qui a échoué est noté dans',
};

export type Words = (key: WordKey, count?: number) => string;

/** The few words that are said outside the page. */
export function wordsIn(language: Appearance['language']): Words {
  const words = language === 'fr' ? fr : en;
  return (key, count) => String(new IntlMessageFormat(words[key], language).format({ count }));
}

export function languageOf(locale: string): Appearance['language'] {
  return locale.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}
