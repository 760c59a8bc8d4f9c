/** The team that the screenshots show, and what it talked about. */

export interface Member {
  username: string;
  displayName: string;
  workstation: string;
  /** Connected while the pictures are taken. */
  presence?: 'active' | 'away';
  status?: { emoji: string; text: string };
}

/** The first is the administrator, the second is who looks. */
export const team: readonly Member[] = [
  {
    username: 'claire',
    displayName: 'Claire Fontaine',
    workstation: 'Poste 01 · Direction',
    presence: 'active',
  },
  { username: 'mehdi', displayName: 'Mehdi Benali', workstation: 'Poste 02 · Atelier' },
  {
    username: 'solene',
    displayName: 'Solène Kerouac',
    workstation: 'Poste 07 · Bureau d’études',
    presence: 'active',
  },
  {
    username: 'thomas',
    displayName: 'Thomas Vasseur',
    workstation: 'Poste 04 · Exploitation',
    presence: 'active',
  },
  {
    username: 'aminata',
    displayName: 'Aminata Diallo',
    workstation: 'Poste 11',
    presence: 'away',
    status: { emoji: '🏠', text: 'Télétravail' },
  },
  {
    username: 'jb.lacroix',
    displayName: 'Jean-Baptiste de Lacroix-Montferrand',
    workstation: 'Poste 12',
    presence: 'active',
  },
  { username: 'lucie', displayName: 'Lucie Marchand', workstation: 'Poste 03', presence: 'active' },
  { username: 'hugo', displayName: 'Hugo Petit', workstation: 'Poste 08' },
  { username: 'ines', displayName: 'Inès Moreau', workstation: 'Poste 09', presence: 'active' },
  { username: 'pierre', displayName: 'Pierre Garnier', workstation: 'Poste 10' },
  { username: 'nadia', displayName: 'Nadia Haddad', workstation: 'Poste 05', presence: 'away' },
  { username: 'yann', displayName: 'Yann Le Goff', workstation: 'Poste 06' },
];

export interface Line {
  by: string;
  /** Minutes before now. */
  ago: number;
  text: string;
  /** The index, in the same place, of what this replies to. */
  replyTo?: number;
  edited?: string;
  deleted?: boolean;
  /** Who has reacted, by emoji. */
  reactions?: Readonly<Record<string, readonly string[]>>;
  /** What was said in its thread. */
  thread?: readonly Line[];
  isPinned?: boolean;
}

export interface PlaceOfTalk {
  /** A channel's name, or both user names of a direct conversation. */
  name: string;
  kind: 'general' | 'public' | 'private' | 'direct';
  topic?: string;
  members: readonly string[];
  lines: readonly Line[];
  /** How many of the newest the one who looks has not read. */
  unread?: number;
}

const DAY = 24 * 60;

export const places: readonly PlaceOfTalk[] = [
  {
    name: 'general',
    kind: 'general',
    members: [],
    lines: [
      {
        by: 'thomas',
        ago: 3 * DAY + 20,
        text: 'Les dossiers `brouillons` ne sont plus dans la sauvegarde : gardez vos plans dans `projets`.',
      },
      {
        by: 'claire',
        ago: 2 * DAY,
        text: 'Bienvenue à **Inès**, qui rejoint le bureau d’études lundi. Son poste est le 09, au premier.',
      },
      { by: 'ines', ago: 2 * DAY - 40, text: 'Merci à tous pour l’accueil !' },
      { by: 'lucie', ago: DAY + 60, text: 'Rappel : l’inventaire commence jeudi à 8 h.' },
    ],
  },
  {
    name: 'exploitation',
    kind: 'public',
    topic: 'Serveurs, sauvegardes et astreintes · prochaine fenêtre de maintenance jeudi à 22 h',
    members: ['claire', 'mehdi', 'solene', 'thomas', 'aminata', 'jb.lacroix', 'nadia'],
    lines: [
      {
        by: 'thomas',
        ago: DAY + 95,
        text: 'La sauvegarde de cette nuit a pris 14 minutes au lieu de 6. Je regarde ce qui a changé.',
      },
      {
        by: 'aminata',
        ago: DAY + 82,
        text: 'C’est peut-être l’import des plans : 40 Go de plus depuis mardi.',
      },
      {
        by: 'thomas',
        ago: DAY + 70,
        text: 'Exact. Pour la suite :\n\n1. exclure le dossier `brouillons` de la sauvegarde ;\n2. passer la rétention à 30 jours ;\n3. refaire un essai de **restauration** complet.',
      },
      { by: 'claire', ago: DAY + 64, text: 'D’accord pour les trois. Merci Thomas.' },
      {
        by: 'solene',
        ago: 96,
        text: 'Le nouveau nœud Proxmox est en place. Voici ce qui change pour le pont :\n\n```diff\n auto vmbr0\n iface vmbr0 inet static\n-    address 10.20.0.11/24\n+    address 10.20.0.12/24\n     gateway 10.20.0.1\n     bridge-ports enp3s0\n```',
      },
      {
        by: 'jb.lacroix',
        ago: 88,
        text: 'Vu, je l’ajoute à la supervision. La [procédure](https://wiki.exemple.lan/proxmox) est à jour aussi.',
      },
      {
        by: 'thomas',
        ago: 61,
        text: 'Essai de restauration terminé : **tout est là**, 23 minutes de bout en bout.',
        replyTo: 2,
        reactions: { '🎉': ['nadia', 'claire', 'mehdi'], '👏': ['aminata'] },
        isPinned: true,
      },
      { by: 'nadia', ago: 58, text: 'Bravo !' },
      {
        by: 'mehdi',
        ago: 34,
        text: 'Je préviens l’atelier que les machines redémarrent jeudi soir.',
        edited: 'Je préviens l’atelier que les machines redémarrent jeudi à 22 h.',
        reactions: { '👍': ['thomas', 'solene'] },
        thread: [
          { by: 'nadia', ago: 30, text: 'La découpeuse laser aussi ?' },
          { by: 'mehdi', ago: 28, text: 'Oui, toutes celles du **réseau 20**.' },
          {
            by: 'thomas',
            ago: 12,
            text: 'Je passe à 21 h 45 pour la couper proprement. Elle n’aime pas les arrêts brusques.',
            reactions: { '🙏': ['nadia'] },
          },
        ],
      },
      { by: 'mehdi', ago: 33, text: 'Faut-il arrêter les imprimantes aussi ?' },
      {
        by: 'aminata',
        ago: 21,
        text: '> arrêter les imprimantes\n\nNon, elles restent sur l’onduleur.',
      },
      { by: 'mehdi', ago: 17, text: 'Parfait, je le leur dis. Merci Aminata !' },
      {
        by: 'solene',
        ago: 9,
        text: '@mehdi peux-tu vérifier la baie 2 avant midi ? La ventilation fait un bruit inhabituel.',
      },
      {
        by: 'thomas',
        ago: 4,
        text: 'Je peux t’accompagner, j’ai le double de la clé.',
        replyTo: 12,
      },
    ],
    unread: 2,
  },
  {
    name: 'bureau-d-études',
    kind: 'public',
    topic: 'Plans, relevés, révisions',
    members: ['claire', 'mehdi', 'solene', 'ines', 'hugo'],
    lines: [
      { by: 'ines', ago: 180, text: 'La révision C du plan 214 est déposée.' },
      { by: 'hugo', ago: 150, text: 'Reçu. Deux cotes à confirmer, je vous envoie la liste.' },
      { by: 'solene', ago: 26, text: '@mehdi la cote de 38 mm te convient-elle pour l’atelier ?' },
    ],
    unread: 2,
  },
  {
    name: 'commandes',
    kind: 'public',
    topic: 'Fournisseurs et livraisons',
    members: ['claire', 'mehdi', 'lucie', 'pierre', 'yann'],
    lines: [
      { by: 'lucie', ago: 240, text: 'Les roulements arrivent vendredi.' },
      { by: 'pierre', ago: 47, text: 'Le transporteur annonce plutôt lundi.' },
      { by: 'lucie', ago: 45, text: 'Je les rappelle.' },
      { by: 'lucie', ago: 12, text: 'Confirmé pour vendredi matin.' },
    ],
    unread: 3,
  },
  {
    name: 'direction',
    kind: 'private',
    topic: 'Réservé aux responsables',
    members: ['claire', 'mehdi', 'thomas'],
    lines: [
      { by: 'claire', ago: 300, text: 'Ordre du jour de mardi dans le dossier partagé.' },
      {
        by: 'thomas',
        ago: 52,
        text: 'Le second disque des sauvegardes est commandé, il arrive mardi.',
      },
    ],
  },
  {
    name: 'cantine',
    kind: 'public',
    members: ['claire', 'mehdi', 'lucie', 'hugo', 'yann', 'ines'],
    lines: [{ by: 'yann', ago: 75, text: 'Aujourd’hui : blanquette ou lasagnes aux légumes.' }],
  },
  {
    name: 'solene mehdi',
    kind: 'direct',
    members: ['solene', 'mehdi'],
    lines: [
      { by: 'solene', ago: 130, text: 'Tu as le double de la clé de la baie ?' },
      { by: 'mehdi', ago: 128, text: 'Oui, au tableau de l’atelier.' },
      { by: 'solene', ago: 7, text: 'Parfait, merci !' },
    ],
    unread: 1,
  },
  {
    name: 'claire mehdi',
    kind: 'direct',
    members: ['claire', 'mehdi'],
    lines: [{ by: 'claire', ago: 400, text: 'Peux-tu passer à mon bureau vers 14 h ?' }],
  },
];
