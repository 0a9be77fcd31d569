import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';

/** Where people may be sent back to: https, http on the own machine, or an app's own scheme. */
export const callbackUrls: Rule = {
  service: 'cognito-idp',
  actions: ['CreateUserPoolClient', 'UpdateUserPoolClient'],
  check: (call) => {
    const given = ['CallbackURLs', 'LogoutURLs'].flatMap((key) => {
      const urls = call.params[key];
      return Array.isArray(urls) ? urls.map(text) : [];
    });
    const wrong = given.find((url) =>
      /^http:(?!\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$))/.test(url),
    );
    if (wrong === undefined) return undefined;
    const message = `${wrong} cannot use the HTTP protocol.`;
    return { code: 'InvalidParameterException', message };
  },
};
