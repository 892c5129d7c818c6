"""Bytes as messages, and messages as bytes.

Owns the `Refusal` for bytes that are not a message: it names the field whose
text is not UTF-8, where protobuf's own reader only says that parsing failed. Owns also
how many requests and answers one message of a stream holds. It must not know what the fields mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from google.protobuf import empty_pb2, unknown_fields
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import DecodeError

from warmhook.executor.errors import Code, Refusal, invalid
from warmhook.protos import executor_pb2 as pb

# A message of answers is closed when it has this many bytes; the last one in it may be any size.
_BATCH_BYTES: Final = 256 * 1024


def read_message(encoded: bytes) -> pb.ExecuteHookRequest:
    """Raises Refusal with INVALID_ARGUMENT."""
    try:
        return pb.ExecuteHookRequest.FromString(encoded)
    except DecodeError:
        raise _unreadable(encoded, pb.ExecuteHookRequest.DESCRIPTOR) from None


def read_single(encoded: bytes) -> Sequence[pb.ExecuteHookRequest]:
    """`read_message`, for a stream whose messages hold one request each."""
    return (read_message(encoded),)


def read_batch(encoded: bytes) -> Sequence[pb.ExecuteHookRequest]:
    """Raises Refusal with INVALID_ARGUMENT for the whole batch: its requests cannot be told apart."""
    try:
        return pb.ExecuteHookRequests.FromString(encoded).requests
    except DecodeError:
        raise _unreadable(encoded, pb.ExecuteHookRequests.DESCRIPTOR) from None


def pack_singly(responses: Sequence[pb.ExecuteHookResponse]) -> Iterator[bytes]:
    for response in responses:
        yield response.SerializeToString()


def pack_batches(responses: Sequence[pb.ExecuteHookResponse]) -> Iterator[bytes]:
    batch, size = pb.ExecuteHookResponses(), 0
    for response in responses:
        batch.responses.append(response)
        size += response.ByteSize()
        if size >= _BATCH_BYTES:
            yield batch.SerializeToString()
            batch, size = pb.ExecuteHookResponses(), 0
    if size:
        yield batch.SerializeToString()


def _unreadable(encoded: bytes, descriptor: Descriptor) -> Refusal:
    field = _not_utf8(encoded, descriptor, "")
    if field is not None:
        return invalid(field, "is not valid UTF-8")
    return Refusal(Code.INVALID_ARGUMENT, f"the request is not an encoded {descriptor.name}")


def _not_utf8(encoded: bytes, descriptor: Descriptor, path: str) -> str | None:
    """The path of the first string field that is not UTF-8; None if there is none.

    A message of a type without fields takes every field as unknown, and tells
    each one's number and bytes.
    """
    try:
        fields = unknown_fields.UnknownFieldSet(empty_pb2.Empty.FromString(encoded))
    except DecodeError:
        return None
    for index in range(len(fields)):
        found = fields[index]
        field = descriptor.fields_by_number.get(found.field_number)
        if field is None or not isinstance(found.data, bytes):
            continue
        name = f"{path}{field.name}"
        if field.type == FieldDescriptor.TYPE_STRING:
            try:
                found.data.decode()
            except UnicodeDecodeError:
                return name
        elif field.message_type is not None:
            inner = _not_utf8(found.data, field.message_type, f"{name}.")
            if inner is not None:
                return inner
    return None
