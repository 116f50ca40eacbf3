// What the scripts say, in Swedish and English. The page's <html lang> chooses; templates say everything else.
const sv = {
  components: {
    accordion: {
      hideAllSections: 'Dölj alla avsnitt',
      hideSection: 'Dölj',
      hideSectionAriaLabel: 'Dölj avsnittet',
      showAllSections: 'Visa alla avsnitt',
      showSection: 'Visa',
      showSectionAriaLabel: 'Visa avsnittet',
    },
    characterCount: {
      charactersUnderLimit: { one: '%{count} tecken kvar', other: '%{count} tecken kvar' },
      charactersAtLimit: 'Inga tecken kvar',
      charactersOverLimit: { one: '%{count} tecken för mycket', other: '%{count} tecken för mycket' },
      wordsUnderLimit: { one: '%{count} ord kvar', other: '%{count} ord kvar' },
      wordsAtLimit: 'Inga ord kvar',
      wordsOverLimit: { one: '%{count} ord för mycket', other: '%{count} ord för mycket' },
    },
    fileUpload: {
      chooseFilesButton: 'Välj fil',
      dropInstruction: 'eller släpp en fil här',
      noFileChosen: 'Ingen fil vald',
      multipleFilesChosen: { one: '%{count} fil vald', other: '%{count} filer valda' },
      enteredDropZone: 'Över ytan där filen kan släppas',
      leftDropZone: 'Utanför ytan där filen kan släppas',
    },
    passwordInput: {
      showPassword: 'Visa',
      hidePassword: 'Dölj',
      showPasswordAriaLabel: 'Visa lösenordet',
      hidePasswordAriaLabel: 'Dölj lösenordet',
      passwordShownAnnouncement: 'Lösenordet syns',
      passwordHiddenAnnouncement: 'Lösenordet är dolt',
    },
  },
  draft: { failed: 'Utkastet kunde inte sparas. Det du skrev står kvar här; spara igen om en stund.' },
  diagram: {
    name: 'Diagram',
    howTo: 'Gå mellan stegen med piltangenterna.',
    zoomIn: 'Förstora',
    zoomOut: 'Förminska',
    fit: 'Visa hela diagrammet',
    here: 'Visa var det väntar',
    failed: 'Diagrammet kunde inte visas. Läs stegen som text i stället.',
    marks: {
      waiting: (count) => (count > 1 ? `väntar här, ${count} stycken` : 'väntar här'),
      walked: () => 'passerat',
      failed: (count) => (count > 1 ? `stopp, ${count} stycken` : 'stopp'),
      noted: (count) => (count > 1 ? `${count} anmärkningar` : 'anmärkning'),
    },
    kinds: {
      task: 'uppgift',
      event: 'händelse',
      gateway: 'val',
      subprocess: 'delprocess',
      call: 'anropad process',
    },
  },
};

const en = {
  components: { accordion: {}, characterCount: {}, fileUpload: {}, passwordInput: {} }, // GOV.UK Frontend's own
  draft: { failed: 'The draft could not be saved. What you wrote is still here; save again in a while.' },
  diagram: {
    name: 'Diagram',
    howTo: 'Move between the steps with the arrow keys.',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Show the whole diagram',
    here: 'Show where it waits',
    failed: 'The diagram could not be shown. Read the steps as text instead.',
    marks: {
      waiting: (count) => (count > 1 ? `waits here, ${count} of them` : 'waits here'),
      walked: () => 'passed',
      failed: (count) => (count > 1 ? `stopped, ${count} of them` : 'stopped'),
      noted: (count) => (count > 1 ? `${count} findings` : 'finding'),
    },
    kinds: { task: 'task', event: 'event', gateway: 'choice', subprocess: 'sub-process', call: 'called process' },
  },
};

export const words = () => (document.documentElement.lang.startsWith('en') ? en : sv);
