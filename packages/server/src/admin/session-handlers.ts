import { applyChange } from "../domain/administration/apply-change.ts";
import { isProblem, problem, recordAudit } from "../domain/administration/outcome.ts";
import { sessionEndsAt } from "../domain/people/session.ts";
import { answer, changeContext, type Handlers } from "./handler.ts";
import { answerWithSession, requireUser } from "./session-state.ts";
import { formatTime } from "./time.ts";

/** Where someone is signed in. */
export const sessionHandlers: Handlers<
  "GET /session" | "DELETE /session" | "GET /sessions" | "DELETE /sessions/:session_id"
> = {
  async "GET /session"({ caller }, parts) {
    return answerWithSession(parts, requireUser(caller).sessionId);
  },

  async "DELETE /session"(request, parts) {
    const { userId, sessionId } = requireUser(request.caller);
    await applyChange(parts.unitOfWork, changeContext(request), async (change) => {
      await change.transaction.sessions.delete(sessionId);
      await recordAudit(change, "user.signed_out", userId, { details: { session: sessionId } });
      return { kind: "signed_out" };
    });
    return answer(undefined, { isSessionEnded: true });
  },

  async "GET /sessions"({ caller, now }, parts) {
    const { userId, sessionId } = requireUser(caller);
    const sessions = await parts.people.sessions.listOfUser(userId);
    const items = sessions
      .filter((session) => now < sessionEndsAt(session))
      .map((session) => ({
        id: session.id,
        is_current: session.id === sessionId,
        created_at: formatTime(session.createdAt),
        last_seen_at: formatTime(session.lastSeenAt),
        expires_at: formatTime(sessionEndsAt(session)),
        address: session.address,
        user_agent: session.userAgent,
      }));
    return answer({ items });
  },

  async "DELETE /sessions/:session_id"(request, parts) {
    const { userId, sessionId } = requireUser(request.caller);
    const { session_id: id } = request.params;
    const ended = await applyChange(parts.unitOfWork, changeContext(request), async (change) => {
      const session = await change.transaction.sessions.find(id);
      if (session?.userId !== userId) return problem("not_found", "There is no such session, or it is not yours.");
      await change.transaction.sessions.delete(id);
      await recordAudit(change, "session.ended", userId, { details: { session: id } });
      return { kind: "session_ended" };
    });
    return isProblem(ended) ? ended : answer(undefined, { isSessionEnded: id === sessionId });
  },
};
