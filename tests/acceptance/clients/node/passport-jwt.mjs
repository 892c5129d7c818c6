// npm passport-jwt on express, with the keys from jwks-rsa.
import { createServer } from 'node:http';
import { serve } from './api.mjs';
import { require } from './task.mjs';

const express = require('express');
const passport = require('passport');
const { ExtractJwt, Strategy } = require('passport-jwt');
const { passportJwtSecret } = require('jwks-rsa');

await serve(({ issuer, jwksUri, audience }) => {
  const options = {
    jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
    secretOrKeyProvider: passportJwtSecret({ jwksUri, cache: true }),
    issuer,
    audience,
    algorithms: ['RS256'],
  };
  passport.use(new Strategy(options, (claims, done) => done(null, claims)));
  const api = express();
  api.use(passport.authenticate('jwt', { session: false }));
  api.get('/', (request, response) => response.json(request.user));
  return createServer(api);
});
