import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Fault, Form } from '../parts/form.tsx';
import { Modal } from '../parts/modal.tsx';
import type { Props } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';
import { type Crop, MIDDLE, mostScale, scaleAt, scaled, sliderOf } from './crop.ts';
import { Cropped, CropStage } from './crop-stage.tsx';
import { closePicture, drawCrop, type LocalPicture } from './local-picture.ts';

const SIZES = ['large', 'full', 'tiny'] as const;

/** Asks which square of a picture is to be the user's, and sends it. */
export function CropPicture({
  store,
  preferences: { t },
  picture,
  onSaved,
  onClose,
}: Props & { picture: LocalPicture; onSaved(): void; onClose(): void }) {
  const id = useId();
  const [crop, setCrop] = useState(MIDDLE);
  const [isDrawn, setDrawn] = useState(true);
  const attempt = useAttempt(t);
  const unwanted = useRef(new AbortController());
  useEffect(
    () => () => {
      unwanted.current.abort();
      closePicture(picture.image);
    },
    [],
  );

  async function save(): Promise<void> {
    const { signal } = unwanted.current;
    await attempt.run(async () => {
      const drawn = await drawCrop(picture, crop);
      setDrawn(drawn !== undefined);
      if (drawn === undefined) return;
      await store.changePicture(drawn, signal);
      if (!signal.aborted) onSaved();
    });
  }

  const zoomTo = (slider: number) =>
    setCrop((before: Crop) => scaled(before, scaleAt(slider, picture), picture));
  const refused = attempt.faultAt('avatarId') && t('picture.refused');
  return (
    <Modal title={t('picture.crop')} t={t} onClose={onClose} size="small">
      <Form isBusy={attempt.isBusy} onSubmit={() => void save()}>
        <div class="crop">
          <CropStage picture={picture} crop={crop} onCrop={setCrop} />
          <div class="crop-zoom">
            <label for={id}>{t('picture.zoom')}</label>
            <input
              id={id}
              type="range"
              min="0"
              max="1"
              step="0.01"
              value={sliderOf(crop.scale, picture)}
              disabled={mostScale(picture) === 1}
              aria-valuetext={t('picture.zoom-at', { scale: crop.scale })}
              onInput={({ currentTarget }) => zoomTo(Number(currentTarget.value))}
            />
          </div>
          <div class="crop-sizes" aria-hidden="true">
            {SIZES.map((size) => (
              <span key={size} class={`avatar ${size}`}>
                <Cropped picture={picture} crop={crop} />
              </span>
            ))}
            <span class="hint">{t('picture.preview')}</span>
          </div>
        </div>
        <Fault text={isDrawn ? (refused ?? attempt.fault) : t('picture.unreadable')} />
        <div class="actions end">
          <button type="button" class="button" onClick={onClose}>
            {t('chat.cancel')}
          </button>
          <button type="submit" class="button primary" disabled={attempt.isBusy}>
            {attempt.isBusy ? t('picture.saving') : t('chat.save')}
          </button>
        </div>
      </Form>
    </Modal>
  );
}
