// Every page: GOV.UK Frontend's components, with their words in the page's language. Pages work without this file.
import { initAll } from 'govuk-frontend';

import { forms } from './pages.js';
import { words } from './words.js';

// GOV.UK Frontend asks for this class before it starts; set here, since the pages allow no inline script.
document.body.classList.add('js-enabled', 'govuk-frontend-supported');

const { accordion, characterCount, fileUpload, passwordInput } = words().components;

initAll({
  accordion: { i18n: accordion },
  characterCount: { i18n: characterCount },
  fileUpload: { i18n: fileUpload },
  passwordInput: { i18n: passwordInput },
});

forms();
