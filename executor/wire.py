"""Bytes of a request as a message.

Owns what happens when they are none: a `Refusal` that names the field whose text
is not UTF-8, where protobuf's own reader only says that parsing failed. It must
not know what the fields mean.
"""

from __future__ import annotations

from google.protobuf import empty_pb2, unknown_fields
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import DecodeError

from executor.errors import Code, Refusal, invalid
from protos import executor_pb2 as pb


def read_message(encoded: bytes) -> pb.ExecuteHookRequest:
    """Raises Refusal with INVALID_ARGUMENT."""
    try:
        return pb.ExecuteHookRequest.FromString(encoded)
    except DecodeError:
        pass
    field = _not_utf8(encoded, pb.ExecuteHookRequest.DESCRIPTOR, "")
    if field is not None:
        raise invalid(field, "is not valid UTF-8")
    raise Refusal(Code.INVALID_ARGUMENT, "the request is not an encoded ExecuteHookRequest")


def _not_utf8(encoded: bytes, descriptor: Descriptor, path: str) -> str | None:
    """Return the path of the first string field that is not UTF-8; None if that is not the trouble.

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
