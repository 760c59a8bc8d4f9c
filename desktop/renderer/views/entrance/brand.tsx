/** The product's sign and name. */
export function Brand() {
  return (
    <p class="brand">
      <svg viewBox="0 0 64 64" aria-hidden="true" focusable="false">
        <rect class="brand-ground" width="64" height="64" rx="15" />
        <path
          class="brand-bubble"
          d="M15 19h34a4 4 0 0 1 4 4v18a4 4 0 0 1-4 4H32l-10 8v-8h-7a4 4 0 0 1-4-4V23a4 4 0 0 1 4-4z"
        />
        <circle class="brand-ground" cx="23" cy="32" r="3.2" />
        <circle class="brand-ground" cx="32" cy="32" r="3.2" />
        <circle class="brand-light" cx="41" cy="32" r="3.2" />
      </svg>
      Workspace
    </p>
  );
}
