/** The product's sign, as on its icon, and its name. */
export function Brand() {
  return (
    <p class="brand">
      <svg viewBox="3 3 58 58" aria-hidden="true" focusable="false">
        <rect class="brand-ground" x="3" y="3" width="58" height="58" rx="14" />
        <path
          class="brand-bubble"
          d="M19.5 13h25a8.5 8.5 0 0 1 8.5 8.5v16a8.5 8.5 0 0 1-8.5 8.5H31.5l-8.9 7.4a1.6 1.6 0 0 1-2.6-1.2V46h-.5a8.5 8.5 0 0 1-8.5-8.5v-16a8.5 8.5 0 0 1 8.5-8.5z"
        />
        <path class="brand-letter" d="M19.5 22.5L26 37l6-12.5L38 37" />
        <path class="brand-letter light" d="M38 37l6.5-14.5" />
      </svg>
      Workspace
    </p>
  );
}
