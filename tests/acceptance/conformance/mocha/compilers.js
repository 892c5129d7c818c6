'use strict';

/*
 * In the place of auth0-ext-compilers' index.js: for each trigger a compiler that
 * leaves compiling to our executor. What it makes can only be simulated.
 */

const compilerFor = (field) => (options, done) => {
  done(null, Object.assign((context, request, response) => response.end(), { field, source: options.script }));
};

module.exports = {
  'client-credentials-exchange': compilerFor('credentials_exchange'),
  'password-exchange': compilerFor('password_exchange'),
  'pre-user-registration': compilerFor('pre_user_registration'),
  'post-user-registration': compilerFor('post_user_registration'),
  'post-change-password': compilerFor('post_change_password'),
  'send-phone-message': compilerFor('send_phone_message'),
  generic: compilerFor('generic'),
};
