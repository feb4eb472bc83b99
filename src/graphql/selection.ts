import { Kind, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';

/** Whether the client selected `fieldName` directly below the field being resolved, in fragments too. */
export function isSelected(info: GraphQLResolveInfo, fieldName: string): boolean {
  return info.fieldNodes.some(
    (node) => node.selectionSet !== undefined && holds(node.selectionSet, fieldName, info),
  );
}

function holds(selectionSet: SelectionSetNode, fieldName: string, info: GraphQLResolveInfo): boolean {
  return selectionSet.selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === fieldName;
    if (selection.kind === Kind.INLINE_FRAGMENT) return holds(selection.selectionSet, fieldName, info);
    const fragment = info.fragments[selection.name.value];
    return fragment !== undefined && holds(fragment.selectionSet, fieldName, info);
  });
}
